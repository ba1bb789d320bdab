import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { products } from "@/api/queries";
import type { Product } from "@/api/types";
import { useFormat } from "@/components/me";
import { Panel } from "@/components/Page";
import { Loading, ProblemView } from "@/components/States";
import { formatCount, t } from "@/lib/i18n";
import { reasonName } from "@/lib/names";
import classes from "./Products.module.css";

/** Why there is as much in stock as there is: every piece that came and went. */
export default function Ledger({ product }: { product: Product }) {
  const { time } = useFormat();
  const query = useInfiniteQuery(products.movements(product.product_id));
  const movements = query.data?.pages.flatMap((page) => page.items) ?? [];
  let after = product.inventory;
  return (
    <Panel title={t("Stock ledger")} id="ledger" flush>
      {query.error ? (
        <ProblemView error={query.error} retry={() => void query.refetch()} />
      ) : !query.data ? (
        <Loading lines={3} />
      ) : movements.length === 0 ? (
        <p style={{ padding: "0 18px", color: "var(--ink-soft)" }}>{t("No movement yet.")}</p>
      ) : (
        <table className={classes.ledger} aria-labelledby="ledger">
          <thead>
            <tr>
              <th scope="col">{t("When")}</th>
              <th scope="col">{t("Why")}</th>
              <th scope="col" data-align="end">{t("Change")}</th>
              <th scope="col" data-align="end">{t("Left")}</th>
            </tr>
          </thead>
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
      )}
      {query.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("Show older")}
          </Button>
        </div>
      )}
    </Panel>
  );
}
