curl "https://tenantry.example/v1/orders?status=pending" -H "Authorization: Bearer $TOKEN"
