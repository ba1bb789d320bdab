"""The deployment rehearsal: CloudFormation and the services' control plane, played over the built templates."""
