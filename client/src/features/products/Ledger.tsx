import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { products } from "@/api/queries";
import type { Movement, Product } from "@/api/types";
import { Answer } from "@/components/Answer";
import { useFormat } from "@/components/me";
import { More } from "@/components/More";
import { Panel } from "@/components/Page";
import table from "@/components/Table.module.css";
import { TableHead } from "@/components/TableHead";
import text from "@/components/Text.module.css";
import { formatCount, t } from "@/lib/i18n";
import { reasonName } from "@/lib/names";
import classes from "./Products.module.css";

/** Why there is as much in stock as there is: every piece that came and went. */
export default function Ledger({ product }: { product: Product }) {
  const query = useInfiniteQuery(products.movements(product.product_id));
  return (
    <Panel title={t("Stock ledger")} id="ledger" flush>
      <Answer query={query} lines={3}>
        {(movements) =>
          movements.length > 0 ? (
            <Movements movements={movements} now={product.inventory} />
          ) : (
            <p className={`${text.soft} ${classes.none}`}>{t("No movement yet.")}</p>
          )
        }
      </Answer>
      <More query={query} />
    </Panel>
  );
}

/** Newest first; what was left after the last one is what is there now. */
function Movements({ movements, now }: { movements: Movement[]; now: number }) {
  const { time } = useFormat();
  let after = now;
  return (
    <div className={table.wide}>
      <table className={table.table} aria-labelledby="ledger">
        <TableHead columns={[t("When"), t("Why"), { end: t("Change") }, { end: t("Left") }]} />
        <tbody>
          {movements.map((movement) => {
            const left = after;
            after -= movement.delta;
            return (
              <tr key={movement.movement_id}>
                <td>{time(movement.at)}</td>
                <td>
                  {reasonName(movement.reason)}
                  {movement.order_id && (
                    <>
                      {" · "}
                      <Link to={`/orders/${movement.order_id}`}>{t("see the order")}</Link>
                    </>
                  )}
                </td>
                <td data-align="end" className={movement.delta > 0 ? classes.plus : undefined}>
                  {movement.delta > 0 ? "+" : "−"}
                  {formatCount(Math.abs(movement.delta))}
                </td>
                <td data-align="end">{formatCount(left)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
