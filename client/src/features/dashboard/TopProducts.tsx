import { IconChartBar } from "@tabler/icons-react";
import { Link } from "react-router";
import type { Insights } from "@/api/types";
import { useFormat } from "@/components/me";
import { Empty } from "@/components/States";
import table from "@/components/Table.module.css";
import text from "@/components/Text.module.css";
import { formatCount, t } from "@/lib/i18n";
import { toPixels } from "@/lib/money";
import classes from "./Dashboard.module.css";

export function TopProducts({ items }: { items: Insights["top_products"] }) {
  const { money } = useFormat();
  const most = Math.max(1, ...items.map((item) => toPixels(item.revenue)));
  if (items.length === 0) {
    return (
      <Empty icon={<IconChartBar />} title={t("Nothing was sold in these days")}>
        {t("What sells for most is listed here. Choose a longer period to look further back.")}
      </Empty>
    );
  }
  return (
    <div className={table.wide}>
      <table className={table.table} aria-labelledby="top">
        <thead>
          <tr>
            <th scope="col">{t("Product")}</th>
            <th scope="col" className={classes.barColumn}>
              <span className="visually-hidden">{t("Share")}</span>
            </th>
            <th scope="col" data-align="end">
              {t("Items")}
            </th>
            <th scope="col" data-align="end">
              {t("Revenue")}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.product_id}>
              <th scope="row">
                <Link to={`/products/${item.product_id}`} className={text.name}>
                  {item.name}
                </Link>
              </th>
              <td className={classes.barColumn} aria-hidden>
                <div className={classes.bar} style={{ width: `${(toPixels(item.revenue) / most) * 100}%` }} />
              </td>
              <td data-align="end">{formatCount(item.units)}</td>
              <td data-align="end">{money(item.revenue)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
