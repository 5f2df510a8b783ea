/* Tells the server that this page was really looked at, and shows what the server decided.
   Plain ES5: an old phone must not stumble over it, and without it the button does the same. */
(function (d, w) {
  var slot = d.getElementById('slot'), button = slot.firstElementChild, form = d.forms[0];
  var visible = 0, tries = 0, busy, over, left, texts = { ask: button };

  function add(name) {
    var text = slot.getAttribute('data-' + name), p = d.createElement('p');
    if (!text) return;
    text = text.split('\n');
    p.className = name;
    p.appendChild(d.createElement('b')).textContent = text[0];
    p.appendChild(d.createTextNode(text[1]));
    texts[name] = slot.appendChild(p);
  }
  function show(name) {
    /* A focused button that goes away would send the keyboard back to the top of the page. */
    if (d.activeElement === button && name === 'done') slot.focus();
    slot.className = 'slot on-' + name;
    d.title = texts[name].firstElementChild.textContent;
  }
  function waiting() { return slot.className === 'slot on-wait'; }

  function body() {
    return 'do=seen&score=' + button.value +
      '&page=' + encodeURIComponent(d.getElementById('page').value);
  }
  function answered(answer) {
    busy = false;
    over = true;
    if (!left) show(answer.state === 'saved' ? 'done' : 'ask');
  }
  function failed() {
    busy = false;
    if (left) return;
    show('ask');
    if (tries < 2) w.setTimeout(post, 3000);
  }
  function old(url, type) {
    var x = new XMLHttpRequest();
    x.open('POST', url);
    x.setRequestHeader('Content-Type', type);
    x.onload = function () {
      var answer;
      try { answer = x.status === 200 && JSON.parse(x.responseText); } catch (e) {}
      if (answer) answered(answer); else failed();
    };
    x.onerror = failed;
    x.send(body());
  }
  function post() {
    var url = form.getAttribute('action'), type = 'application/x-www-form-urlencoded';
    if (busy || over || left) return;
    busy = true;
    tries += 1;
    if (!w.fetch) return old(url, type);
    w.fetch(url, {
      method: 'POST', body: body(), keepalive: true, credentials: 'same-origin',
      headers: { 'Content-Type': type }
    }).then(function (r) {
      if (!r.ok) throw r;
      return r.json();
    }).then(answered, failed);
  }

  add('done');
  add('wait');
  if (texts.wait) show('wait');

  var tick = w.setInterval(function () {
    if (d.prerendering || (d.visibilityState || 'visible') !== 'visible') return;
    visible += 100;
    if (visible === 500) post();
    /* An answer that takes this long: rather show the button than keep somebody waiting. */
    if (visible < 8000) return;
    w.clearInterval(tick);
    if (waiting()) show('ask');
  }, 100);
  form.addEventListener('submit', function () { left = true; });
  w.addEventListener('pagehide', function () {
    if (visible < 500 || busy || over || left || !w.navigator.sendBeacon) return;
    over = true;
    w.navigator.sendBeacon(form.getAttribute('action'),
      new Blob([body()], { type: 'application/x-www-form-urlencoded' }));
  });
  /* Back from a press: what stood here may no longer be true, so only the button stands here. */
  w.addEventListener('pageshow', function (e) {
    if (!e.persisted || !(left || over && waiting())) return;
    over = true;
    show('ask');
  });
})(document, window);
