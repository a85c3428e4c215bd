# What `helm test` runs: ready, a correction, and one as a stream. Needs $SERVICE, and $API_KEY where $KEY_NEEDED is true. $TLS is the
# folder with ca.crt, and perhaps tls.crt and tls.key to show; "unchecked" where nothing here can say whether a certificate is right.
trust=
case ${TLS:-} in
  '') ;;
  unchecked)
    echo 'the certificate is not checked (tests.tlsSecret is empty)'
    trust=--insecure
    ;;
  *)
    trust="--cacert $TLS/ca.crt"
    [ ! -f "$TLS/tls.crt" ] || trust="$trust --cert $TLS/tls.crt --key $TLS/tls.key"
    ;;
esac
ask() {
  # shellcheck disable=SC2086 # several options, of paths without spaces
  curl $trust --fail --silent --show-error --max-time 60 "$SERVICE$1" -H 'content-type: application/json' \
    ${API_KEY:+-H "authorization: Bearer $API_KEY"} ${2:+--data "$2"}
}
ask /readyz >/dev/null
if [ "${KEY_NEEDED:-false}" = true ] && [ -z "${API_KEY:-}" ]; then
  echo 'ready; no key to ask for a correction with'
  exit 0
fi
question='"question": "Why does it fail?", "answer": "You forgot the damn key."'
answer=$(ask /v1/corrections "{$question}")
echo "$answer"
echo "$answer" | grep -q '"action":"\(NONE\|CORRECTED\|BYPASSED\)"'
stream=$(ask /v1/corrections "{$question, \"stream\": true}")
echo "$stream" | grep -q '^event: *result'
echo passed
