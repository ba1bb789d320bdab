curl "https://tenantry.example/v1/events?types=order.*" -H "Authorization: Bearer $TOKEN"
# What follows: the same with &cursor= and the next_cursor of the answer.
