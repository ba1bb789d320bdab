import { useMay } from "@/components/me";
import { roleName, ROLES } from "@/lib/names";

/** Only owners make, change or remove owners. */
export const useRoles = () => {
  const owner = useMay("owner");
  return ROLES.filter((role) => owner || role !== "owner").map((value) => ({ value, label: roleName(value) }));
};
