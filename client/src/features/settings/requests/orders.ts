const answer = await fetch(
  "https://tenantry.example/v1/orders?status=pending",
  { headers: { Authorization: `Bearer ${process.env.TOKEN}` } },
);
if (!answer.ok) throw new Error(await answer.text());
const { items } = await answer.json();
for (const order of items) {
  console.log(order.number, order.total_amount, order.currency);
}
