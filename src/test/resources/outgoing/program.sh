# What a developer has at hand: curl and psql, configured by the pod's environment and files, ask its neighbours by name.
set -eu

catalog=$(curl -fsS "$SHOP_CATALOG_URL/hello" | sed -n 's/.*"servedBy":"\([^"]*\)".*/\1/p')
rates=$(printf '\000\000\000\000\003ada' |
    curl -fsS --http2-prior-knowledge -H 'Content-Type: application/grpc' -H 'TE: trailers' --data-binary @- \
        "http://$SHOP_RATES/remocal.Echo/Unary" | tail -c +6)
ledger=$(psql -At -h "${SHOP_LEDGER%:*}" -p "${SHOP_LEDGER##*:}" -U shop -d shop -c 'select 1')
currency=$(cat "$REMOCAL_ROOT/etc/payments/currency")
printf '{"region": "%s", "currency": "%s", "http": "%s", "grpc": "%s", "tcp": "%s"}\n' \
    "$SHOP_REGION" "$currency" "$catalog" "$rates" "$ledger"
