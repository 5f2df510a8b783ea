// What the tools that marketers use say of the mails on standard input, as JSON.
// In: {looks: {name: HTML}, tools: {name: HTML}}.
import { readFileSync } from "node:fs";
import { caniemail } from "caniemail";
import { HtmlValidate } from "html-validate";
import mjml from "mjml";

const RULES = {
  extends: ["html-validate:recommended"],
  // Deprecated, and the only colour of text where a program drops all styles.
  elements: ["html5", { font: { flow: true, phrasing: true, permittedContent: ["@phrasing"], deprecated: false, attributes: { color: {} } } }],
  rules: {
    "long-title": "off",
    // What a mail needs and a page does not.
    "no-conditional-comment": "off",
    "no-deprecated-attr": "off",
    "no-inline-style": "off",
    "prefer-tbody": "off",
  },
};
// Every client whose HTML and CSS caniemail knows well enough to judge; new ones are added by hand.
const CLIENTS = [
  "aol.android", "aol.desktop-webmail", "aol.ios", "apple-mail.ios", "apple-mail.macos",
  "fastmail.desktop-webmail", "gmail.android", "gmail.desktop-webmail", "gmail.ios",
  "gmail.mobile-webmail", "gmx.android", "gmx.desktop-webmail", "gmx.ios", "hey.desktop-webmail",
  "laposte.desktop-webmail", "mail-ru.desktop-webmail", "orange.desktop-webmail", "outlook.android",
  "outlook.ios", "outlook.macos", "outlook.outlook-com", "outlook.windows", "outlook.windows-mail",
  "protonmail.android", "protonmail.desktop-webmail", "protonmail.ios", "samsung-email.android",
  "sfr.desktop-webmail", "t-online-de.desktop-webmail", "thunderbird.macos",
  "web-de.android", "web-de.desktop-webmail", "web-de.ios", "yahoo.android",
  "yahoo.desktop-webmail", "yahoo.ios",
];

const titles = (issues) => [...new Set([...issues.values()].flat().map((issue) => issue.title))].sort();
const validator = new HtmlValidate(RULES);

async function validate(part) {
  const page = `<!DOCTYPE html><html lang="en"><head><title>Mail</title></head><body>${part}</body></html>`;
  const report = await validator.validateString(page);
  return report.results.flatMap((result) => result.messages.map((m) => `${m.ruleId}: ${m.message}`));
}

async function compile(part) {
  const raw = `<mjml><mj-body><mj-section><mj-column><mj-raw>${part}</mj-raw></mj-column></mj-section></mj-body></mjml>`;
  const { html, errors } = await mjml(raw);
  return { html, errors: errors.map((error) => error.formattedMessage) };
}

function ask(part) {
  const { issues } = caniemail({ clients: CLIENTS, html: part });
  return { unsupported: titles(issues.errors), partly: titles(issues.warnings) };
}

const { looks, tools } = JSON.parse(readFileSync(0, "utf8"));
const judged = { invalid: {}, clients: {}, mjml: {} };
for (const [name, part] of Object.entries({ ...looks, ...tools })) judged.invalid[name] = await validate(part);
for (const [name, part] of Object.entries(looks)) judged.clients[name] = ask(part);
for (const [name, part] of Object.entries(tools)) judged.mjml[name] = await compile(part);
process.stdout.write(JSON.stringify(judged));
