// Empty at first; later the next_cursor that you kept.
let cursor = "";
let more = true;
while (more) {
  const query = new URLSearchParams({ types: "order.*" });
  if (cursor) query.set("cursor", cursor);
  const answer = await fetch(
    `https://tenantry.example/v1/events?${query}`,
    { headers: { Authorization: `Bearer ${process.env.TOKEN}` } },
  );
  if (!answer.ok) throw new Error(await answer.text());
  const page = await answer.json();
  for (const event of page.items) {
    console.log(event.timestamp, event.type, event.link);
  }
  cursor = page.next_cursor;
  more = page.has_more;
}
