import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link } from "react-router";

/** The way to the page where one more is made. */
export const CreateLink = ({ to, label }: { to: string; label: string }) => (
  <Button component={Link} to={to} leftSection={<IconPlus size={16} />}>
    {label}
  </Button>
);
