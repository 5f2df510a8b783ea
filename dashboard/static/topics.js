// A topic's editor: while somebody types, what the words catch, which stand near them, what would be added and lost.
(() => {
  "use strict";
  const form = document.getElementById("topic-form");
  if (!form) return;
  const card = document.getElementById("catch");
  const field = form.elements.words;
  const wrong = document.getElementById("catch-wrong");
  const make = (name, text = "", className = "") => Object.assign(document.createElement(name), { textContent: text, className });
  const counted = ([word, comments]) => `${word} (${comments})`;
  const add = (rule) => {
    field.value = `${field.value.trimEnd()}\n${rule}`;
    look();
  };
  const offer = (rule, label) => {
    const button = make("button", label);
    button.type = "button";
    button.addEventListener("click", () => add(rule));
    return button;
  };
  const ruled = ({ rule, caught, near, prefix }) => {
    const item = make("li");
    item.append(make("b", rule), make("span", ` ${caught.slice(0, 12).map(counted).join(", ") || card.dataset.nothing} `, "note"));
    if (!field.readOnly && (near.length || prefix)) {
      item.append(make("span", `${card.dataset.offer} `, "note"));
      if (prefix) item.append(offer(prefix, prefix), " ");
      for (const word of near) item.append(offer(word[0], counted(word)), " ");
    }
    return item;
  };
  const listed = (label, { comments, shown }) => {
    if (!comments) return [];
    const list = make("ul");
    for (const [score, comment] of shown) {
      const item = make("li");
      item.append(make("b", String(score)), ` ${comment}`);
      list.append(item);
    }
    return [make("h3", label.replace("{number}", String(comments))), list];
  };
  const show = (answer) => {
    card.hidden = false;
    wrong.hidden = !answer.wrong;
    wrong.textContent = answer.wrong || "";
    if (answer.wrong) return;
    document.getElementById("catch-rules").replaceChildren(...answer.rules.map(ruled));
    const changes = [...listed(card.dataset.added, answer.added), ...listed(card.dataset.lost, answer.lost)];
    document.getElementById("catch-comments").replaceChildren(...(changes.length ? changes : [make("p", card.dataset.same, "note")]));
  };
  let turn = 0;
  const look = async () => {
    const own = ++turn;
    if (!field.value.trim() && !field.defaultValue) {
      card.hidden = true;
      return;
    }
    const answer = await fetch(form.dataset.catch, { method: "POST", body: new FormData(form) }).catch(() => null);
    const caught = answer && [200, 400].includes(answer.status) ? await answer.json() : null;
    if (caught && own === turn) show(caught);
  };
  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 300);
  });
  form.elements.language.addEventListener("change", look);
  look();
})();
