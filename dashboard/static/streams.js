// One place for the event streams of all windows. Over HTTP/1.1 a browser opens six connections to a server, whatever the
// number of its windows: were each to hold one, the seventh would wait for ever. So a worker that all windows share holds
// four at most, one for each address; where more are wanted they take turns, and each begins with all that is new.
// This file is both: loaded by a page it offers `openStream`, as a worker it holds the streams.
(() => {
  "use strict";

  const MOST = 4; // streams at once over HTTP/1.1
  const TURN = 2000; // ms that a stream is open at least where others wait
  const LONGEST = 8000; // ms that one waits; a page takes itself for stale after twelve seconds
  const SIGN = 10000; // ms from one sign of a window to the next
  const GONE = 45000; // ms without one, after which a window is no more
  const CLOSED = 2;

  // ---- in a page ----

  const page = (script) => {
    const many = /^h[23]/.test(performance.getEntriesByType("navigation")[0]?.nextHopProtocol ?? "");

    // As much of an EventSource as our pages use.
    class SharedStream extends EventTarget {
      constructor(address) {
        super();
        this.readyState = 0;
        this.onerror = null;
        this.port = new SharedWorker(script).port;
        this.port.onmessage = ({ data }) => this.hear(data);
        this.port.postMessage({ open: address, many });
        this.signs = setInterval(() => this.port.postMessage({}), SIGN);
      }

      hear({ kind, data, closed }) {
        if (this.readyState === CLOSED) return;
        if (kind !== "error") return void this.dispatchEvent(new MessageEvent(kind, { data }));
        if (closed) this.close();
        this.onerror?.();
      }

      close() {
        clearInterval(this.signs);
        this.readyState = CLOSED;
        this.port.postMessage({ close: true });
        this.port.close();
      }
    }

    // A page's stream speaks the page's language: what a shared worker asks for may be another's.
    const worded = (address) => `${address}${address.includes("?") ? "&" : "?"}spoken=${document.documentElement.lang}`;

    window.openStream = (address) =>
      window.SharedWorker ? new SharedStream(worded(address)) : new EventSource(worded(address));
  };

  // ---- in the worker ----

  const worker = () => {
    const windows = new Map(); // by port: the address that it looks at, and when it last gave a sign
    const open = new Map(); // by address, in the order in which they were opened
    let waiting = []; // addresses
    let most = MOST;
    let timer = null;

    const lookingAt = (address) => [...windows].filter(([, its]) => its.address === address).map(([port]) => port);
    const tell = (address, message) => lookingAt(address).forEach((port) => port.postMessage(message));

    const end = (address) => {
      open.get(address)?.close();
      open.delete(address);
    };

    // What its windows are told for the last time; they ask again if they want to.
    const leave = (address, message) => {
      tell(address, message);
      lookingAt(address).forEach((port) => windows.delete(port));
      balance();
    };

    const begin = (address) => {
      end(address);
      const source = new EventSource(address);
      open.set(address, source);
      for (const kind of ["show", "beat"]) source.addEventListener(kind, ({ data }) => tell(address, { kind, data }));
      source.addEventListener("over", ({ data }) => leave(address, { kind: "over", data }));
      source.onerror = () => {
        if (open.get(address) !== source) return;
        if (source.readyState === CLOSED) leave(address, { kind: "error", closed: true });
        else tell(address, { kind: "error", closed: false });
      };
    };

    const balance = () => {
      const wanted = new Set([...windows.values()].map((its) => its.address));
      [...open.keys()].filter((address) => !wanted.has(address)).forEach(end);
      waiting = waiting.filter((address) => wanted.has(address));
      for (const address of wanted) if (!open.has(address) && !waiting.includes(address)) waiting.push(address);
      while (open.size < most && waiting.length) begin(waiting.shift());
      clearTimeout(timer);
      timer = waiting.length ? setTimeout(turn, Math.min(TURN, LONGEST / waiting.length)) : null;
    };

    const turn = () => {
      const [longest] = open.keys();
      end(longest);
      begin(waiting.shift());
      balance();
    };

    const hear = (port, { open: address, close, many }) => {
      const its = windows.get(port);
      if (its) its.heard = Date.now();
      if (close) windows.delete(port);
      if (address) {
        windows.set(port, { address, heard: Date.now() });
        most = many ? 100 : MOST;
        if (open.has(address)) begin(address); // anew, since a stream begins with all that its page shows
      }
      if (close || address) balance();
    };

    setInterval(() => {
      const dead = [...windows].filter(([, its]) => Date.now() - its.heard > GONE);
      dead.forEach(([port]) => windows.delete(port));
      if (dead.length) balance();
    }, SIGN);

    self.onconnect = ({ ports: [port] }) => {
      port.onmessage = ({ data }) => hear(port, data);
    };
  };

  if (self.document) page(document.currentScript.src);
  else worker();
})();
