export TOKEN="tnt_..."
