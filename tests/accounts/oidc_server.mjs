// A certified OpenID Connect provider (oidc-provider) for the tests of single sign-on.
// node oidc_server.mjs PORT BACK SECRET: whoever signs in as "zoe+leads" is zoe, in the group leads.
import Provider from "oidc-provider";

const [port, back, secret] = process.argv.slice(2);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "feedback-buttons", client_secret: secret, redirect_uris: [back] }],
  pkce: { required: () => true },
  claims: { openid: ["sub"], profile: ["preferred_username", "groups"] },
  findAccount: (_, accountId) => {
    const [sub, ...groups] = accountId.split("+");
    return { accountId, claims: () => ({ sub, preferred_username: sub, groups }) };
  },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
