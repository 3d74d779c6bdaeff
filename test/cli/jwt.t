# jwt-verify with keys from a URL: the keys of RFC 7515, served by the stub.
. "$(dirname "$0")/lib.sh"

claims=eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ
rsa=cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw
ec=DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q

cat >auth.yaml <<'END'
name: auth
version: 1.0.0
trigger: {manual: {}}
steps:
  - id: verify
    use: "@blokjs/jwt-verify"
    inputs:
      token: js/ctx.request.body.token
      jwksUri: js/ctx.request.body.uri
      algorithms: [RS256, ES256, HS256]
  - {id: answer, use: respond, inputs: {body: js/ctx.state.verify.claims.iss}}
END

mkfifo hold
"$TOOLS/stub" <hold >port 2>/dev/null &
exec 9>hold
wait_for . cat port
base=http://127.0.0.1:$(cat port)

verify() { # verify TOKEN [PATH]
	run blokctl --json workflow run auth.yaml --no-store \
		--input "{\"token\": \"$1\", \"uri\": \"$base/${2:-jwks}\"}"
}
export BLOKCTL_NOW=2011-03-22T18:00:00Z
verify "eyJhbGciOiJSUzI1NiJ9.$claims.$rsa"
json_is response.body joe 'RS256'
verify "eyJhbGciOiJFUzI1NiJ9.$claims.$ec"
json_is response.body joe 'ES256'
verify "eyJhbGciOiJSUzI1NiJ9.$claims.$ec"
json_is response.status 401
json_is response.body.reason invalid_signature
verify "eyJhbGciOiJIUzI1NiJ9.$claims.AAAA"
json_is response.body.reason algorithm_not_allowed 'a public set holds no secrets'
verify "eyJhbGciOiJSUzI1NiIsImtpZCI6Im90aGVyIn0.$claims.$rsa"
json_is response.body.reason verification_failed 'a kid that is not in the set'
verify "eyJhbGciOiJSUzI1NiJ9.$claims.$rsa" txt
json_is response.body.reason verification_failed 'no JSON'
verify "eyJhbGciOiJSUzI1NiJ9.$claims.$rsa" json
json_is response.body.message "'$base/json' is no set of keys"
verify "eyJhbGciOiJSUzI1NiJ9.$claims.$rsa" status/500
json_is response.body.reason verification_failed
json_is response.body.error Unauthorized
json_is error.name Error
BLOKCTL_NOW=2011-03-22T19:00:00Z verify "eyJhbGciOiJSUzI1NiJ9.$claims.$rsa"
json_is response.body.reason token_expired
exec 9>&-
wait

done_testing
