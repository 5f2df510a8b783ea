// Shows every operation of the OpenAPI document, and runs it with the key that was typed.
(async () => {
  "use strict";
  const place = document.getElementById("operations");
  const made = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const whole = await (await fetch(place.dataset.document)).json();
  const base = whole.servers[0].url;
  const resolved = (schema) => (schema.$ref ? whole.components.schemas[schema.$ref.split("/").pop()] : schema);

  // Something to begin with: what must be there, in the simplest form that is allowed.
  const example = (given, name = "") => {
    const schema = resolved(given);
    if (schema.properties) {
      const needed = schema.required ?? Object.keys(schema.properties).slice(0, 1);
      return Object.fromEntries(needed.map((key) => [key, example(schema.properties[key], key)]));
    }
    if (schema.examples && schema.format !== "date-time") return schema.examples[0];
    if (schema.anyOf) return example(schema.anyOf[0], name);
    if (schema.type === "array") return [example(schema.items, name.replace(/s$/, ""))];
    if (schema.enum) return schema.enum[0];
    if (schema.type === "integer") return schema.minimum ?? 1;
    if (schema.format === "date-time") return new Date().toISOString().slice(0, 13) + ":00:00Z";
    return name;
  };

  const field = (id, label, input) => [made("label", { htmlFor: id, textContent: label }), Object.assign(input, { id })];

  const shown = (method, path, operation) => {
    const fields = new Map();
    const form = made("form", { className: "form" });
    for (const parameter of operation.parameters) {
      const input = made("input", { autocomplete: "off", required: Boolean(parameter.required) });
      fields.set(parameter, input);
      const many = parameter.description ? `: ${parameter.description}` : "";
      form.append(...field(`${operation.operationId}-${parameter.name}`, parameter.name + many, input));
    }
    const content = operation.requestBody?.content["application/json"];
    const body = content && made("textarea", { rows: 8, spellcheck: false });
    if (body) {
      body.value = JSON.stringify(example(content.schema), null, 2);
      form.append(...field(`${operation.operationId}-body`, place.dataset.body, body));
    }
    const answer = made("div", { className: "answer" });
    answer.setAttribute("role", "status");
    form.append(made("button", { className: "primary", textContent: place.dataset.run }), answer);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(method, path, fields, body, answer);
    });
    const about = made("p", { className: "note", textContent: operation.description.replaceAll("`", "") });
    const name = made("code", { textContent: `${method.toUpperCase()} ${path}` });
    return made("details", {}, made("summary", {}, name, ` ${operation.summary}`), about, form);
  };

  const run = async (method, path, fields, body, answer) => {
    const headers = { Authorization: `Bearer ${document.getElementById("key").value.trim()}` };
    const query = new URLSearchParams();
    let address = base + path;
    for (const [parameter, input] of fields) {
      const value = input.value.trim();
      if (!value) continue;
      if (parameter.in === "path") address = address.replace(`{${parameter.name}}`, encodeURIComponent(value));
      if (parameter.in === "query") query.set(parameter.name, value);
      if (parameter.in === "header") headers[parameter.name] = value;
    }
    if (body) headers["Content-Type"] = "application/json";
    if ([...query].length) address += `?${query}`;
    const mine = document.createTextNode("…"); // replaced by its answer, unless a later request's stands there
    const show = (...parts) => mine.parentNode === answer && answer.replaceChildren(...parts);
    answer.replaceChildren(mine);
    try {
      const response = await fetch(address, { method: method.toUpperCase(), headers, body: body?.value, credentials: "omit" });
      const said = await response.text();
      const pretty = /json/.test(response.headers.get("Content-Type")) ? JSON.stringify(JSON.parse(said), null, 2) : said;
      const text = made("pre", { textContent: pretty, tabIndex: 0 });
      show(made("p", { textContent: `${response.status} ${response.statusText}` }), text);
    } catch (error) {
      show(made("p", { className: "wrong", textContent: place.dataset.noAnswer.replace("{error}", error.message) }));
    }
  };

  for (const [path, methods] of Object.entries(whole.paths))
    for (const [method, operation] of Object.entries(methods)) place.append(shown(method, path, operation));
})();
