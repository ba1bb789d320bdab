/**
 * Entity tags as the API makes them. Lists carry no tags, so rows that are
 * edited in place name what they showed by the same rule.
 */
export function versionTag(entity: { version: number }): string {
  return `"${entity.version}"`;
}

/** With the stock that was seen: the server adds the difference, so a sale in between is not lost. */
export function productTag(product: { version: number; inventory: number }): string {
  return `"${product.version}-${product.inventory}"`;
}
