//! What was sold of each product in a range of days. The rows are added up here rather than by SQLite, which would sort
//! them by product first and took four times as long for it.

use std::{cmp::Reverse, collections::HashMap};

use rusqlite::{Connection, OptionalExtension, params};
use tenantry_core::domain::{
    ids::{ProductId, TenantId},
    insights::{CategorySales, DayRange, ProductSales},
    money::Money,
};

use super::wide;
use crate::sqlite::uuid;

/// Units, and revenue that may outgrow 64 bits.
#[derive(Clone, Copy, Default)]
struct Sum {
    units: i64,
    revenue: i128,
}

fn by_product(conn: &Connection, tenant: TenantId, range: DayRange) -> rusqlite::Result<Vec<([u8; 16], Sum)>> {
    let mut sums: HashMap<[u8; 16], Sum> = HashMap::new();
    let mut statement = conn.prepare_cached(
        "SELECT product_id, units, revenue, revenue_high FROM sales_by_product \
         WHERE tenant_id = ?1 AND day BETWEEN ?2 AND ?3",
    )?;
    let mut rows = statement.query(params![tenant.as_bytes(), range.from.to_string(), range.to.to_string()])?;
    while let Some(row) = rows.next()? {
        let sum = sums.entry(row.get(0)?).or_default();
        sum.units += row.get::<_, i64>(1)?;
        sum.revenue += wide::read_exactly(row, 2, 3)?;
    }
    Ok(sums.into_iter().collect())
}

/// The products with the highest revenue, highest first; those that were deleted are left out.
pub(super) fn top_products(
    conn: &Connection,
    tenant: TenantId,
    range: DayRange,
    limit: usize,
) -> rusqlite::Result<Vec<ProductSales>> {
    let mut sums = by_product(conn, tenant, range)?;
    sums.retain(|(_, sum)| sum.units > 0);
    sums.sort_unstable_by_key(|(product, sum)| (Reverse(sum.revenue), *product));
    let mut name = conn.prepare_cached("SELECT name FROM products WHERE tenant_id = ?1 AND product_id = ?2")?;
    let mut top = Vec::with_capacity(limit);
    for (product, Sum { units, revenue }) in sums {
        if top.len() == limit {
            break;
        }
        if let Some(name) = name.query_row(params![tenant.as_bytes(), product], |row| row.get(0)).optional()? {
            top.push(ProductSales {
                product: ProductId(uuid(product)),
                name,
                revenue: Money::from_sum(revenue),
                units,
            });
        }
    }
    Ok(top)
}

/// By the present category of the products, highest revenue first; those that were deleted are left out.
pub(super) fn category_sales(
    conn: &Connection,
    tenant: TenantId,
    range: DayRange,
) -> rusqlite::Result<Vec<CategorySales>> {
    let mut sums: HashMap<Option<String>, Sum> = HashMap::new();
    let mut category = conn.prepare_cached("SELECT category FROM products WHERE tenant_id = ?1 AND product_id = ?2")?;
    for (product, of_product) in by_product(conn, tenant, range)? {
        let found = category.query_row(params![tenant.as_bytes(), product], |row| row.get(0)).optional()?;
        if let Some(category) = found {
            let sum = sums.entry(category).or_default();
            sum.units += of_product.units;
            sum.revenue += of_product.revenue;
        }
    }
    let mut sums: Vec<_> = sums.into_iter().filter(|(_, sum)| sum.units > 0).collect();
    sums.sort_unstable_by(|(a, of_a), (b, of_b)| of_b.revenue.cmp(&of_a.revenue).then_with(|| a.cmp(b)));
    let sold =
        |(category, Sum { units, revenue })| CategorySales { category, revenue: Money::from_sum(revenue), units };
    Ok(sums.into_iter().map(sold).collect())
}
