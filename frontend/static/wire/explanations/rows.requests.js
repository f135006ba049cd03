/**
 * The headers of a request. A row is the name in lower case, two sentences, and the section of the standard. The first
 * sentence is also the note in the exchange; it can depend on the value.
 */

/** The first sentence on Authorization, by the scheme (RFC 7617, RFC 7616, RFC 6750). @type {Record<string, string>} */
const CREDENTIALS = {
  basic: "The user name and the password, only encoded (Base64): anyone who reads the header can decode them.",
  digest: "The proof that the client knows the password: a hash of it, of the server's nonce and of the path.",
  bearer: "A token: anyone who has it gets the access.",
};

/** The name of a scheme in lower case. @param {string} value of Authorization or WWW-Authenticate */
export const schemeIn = (value) => value.split(" ", 1).join().toLowerCase();

/** @type {import("./explain.js").Rows} */
export const REQUEST_HEADERS = [
  [
    "accept",
    "The types that the browser prefers, the best first.",
    "A q below 1 makes a type less welcome, and the server may choose another one.",
    "RFC 9110, 12.5.1",
  ],
  [
    "accept-encoding",
    "The compressions that the browser can undo.",
    "The server may choose one, and names it in Content-Encoding.",
    "RFC 9110, 12.5.3",
  ],
  [
    "accept-language",
    "The languages that the user prefers, the best first.",
    "They come from the settings of the browser.",
    "RFC 9110, 12.5.4",
  ],
  [
    "access-control-request-headers",
    "A preflight: the browser asks whether the page may send these headers.",
    "The request that follows has them; this one does not.",
    "Fetch, Access-Control-Request-Headers",
  ],
  [
    "access-control-request-method",
    "A preflight: the browser asks whether the page may send a request with this method.",
    "The request that follows has the method; this one is OPTIONS.",
    "Fetch, Access-Control-Request-Method",
  ],
  [
    "authorization",
    (value) => CREDENTIALS[schemeIn(value)] ?? "The credentials of the client, after the name of their scheme.",
    "After a login in its own window, a browser adds the header to later requests by itself; a script can set it too.",
    "RFC 9110, 11.6.2",
  ],
  [
    "cache-control",
    (value) =>
      /no-cache|max-age=0/.test(value)
        ? "Caches must ask the server before they answer with a copy."
        : "Limits for the caches between this client and the server.",
    "Browsers send it on a reload.",
    "RFC 9111, 5.2.1",
  ],
  [
    "connection",
    (value) =>
      /keep-alive/i.test(value)
        ? "The client keeps the connection open for more requests."
        : "Options of this connection only.",
    "It is about the way to the next server, so a proxy does not pass it on.",
    "RFC 9110, 7.6.1",
  ],
  [
    "content-length",
    "The length of the body in bytes.",
    "The server reads that many bytes after the headers, and then the request is complete.",
    "RFC 9110, 8.6",
  ],
  [
    "content-type",
    (value) =>
      value.startsWith("multipart/") ? "The body has parts, separated by the boundary." : "The encoding of the body.",
    "A form chooses it with enctype; Flask reads it to know how to parse the body.",
    "RFC 9110, 8.3",
  ],
  [
    "cookie",
    "The cookies that the browser stored from earlier Set-Cookie headers. It sends them by itself.",
    "Their attributes are not in it, so the server cannot see who set a cookie, or for how long.",
    "RFC 6265bis, 5.8.1",
  ],
  ["date", "The time at which the client sent the request.", "Browsers do not send it.", "RFC 9110, 6.6.1"],
  ["dnt", "The user asks not to be tracked.", "Few sites obey it, and the work on the standard has ended.", "MDN, DNT"],
  [
    "expect",
    "The client waits for 100 Continue before it sends the body.",
    "A server that does not want the body can then refuse it before it crosses the wire.",
    "RFC 9110, 10.1.1",
  ],
  [
    "forwarded",
    "A proxy names the client, and the address that it asked for.",
    "A client can send the header too, so a server trusts it only from its own proxy.",
    "RFC 7239, 4",
  ],
  [
    "host",
    "The name of the server that the browser wants. A server may have several names.",
    "Every request in HTTP/1.1 needs it.",
    "RFC 9110, 7.2",
  ],
  [
    "if-match",
    "The server must act only if the resource still has this ETag.",
    "Otherwise it answers 412, so no change of somebody else gets lost.",
    "RFC 9110, 13.1.1",
  ],
  [
    "if-modified-since",
    "The time of the browser's copy. If it is still current, the server can answer 304 without a body.",
    "A server that also gets If-None-Match ignores it.",
    "RFC 9110, 13.1.3",
  ],
  [
    "if-none-match",
    "The version that the browser has. If it is still current, the server can answer 304 without a body.",
    "The value is the ETag of the copy in the browser's cache.",
    "RFC 9110, 13.1.2",
  ],
  [
    "if-range",
    "The server should send the part only if the file has not changed.",
    "If it has, the server sends the whole file with 200.",
    "RFC 9110, 13.1.5",
  ],
  [
    "if-unmodified-since",
    "The server must act only if the resource has not changed since this time.",
    "Otherwise it answers 412.",
    "RFC 9110, 13.1.4",
  ],
  [
    "keep-alive",
    "A hint how long the connection may stay open without a request.",
    "It belongs to this connection only, and no standard in force defines it.",
    "MDN, Keep-Alive",
  ],
  [
    "last-event-id",
    "The id of the last event that the browser received on this stream.",
    "After a lost connection, the server can continue from there.",
    "HTML, Last-Event-ID header",
  ],
  [
    "origin",
    (value) =>
      value === "null"
        ? "The browser hides the origin: the page has none, or a redirect passed through another origin."
        : "The origin of the page that sent the request. Roundtrip's CSRF check compares it with the origin of the server.",
    "A script cannot change it; browsers send it with every POST and with every CORS request.",
    "Fetch, Origin header",
  ],
  [
    "pragma",
    "Caches must ask the server before they answer with a copy.",
    "It is deprecated: Cache-Control replaces it, and browsers send both on a reload.",
    "RFC 9111, 5.4",
  ],
  [
    "priority",
    "How urgent this request is beside others on the same connection.",
    "u=0 is the most urgent, u=7 the least, and i means that the browser can use the answer piece by piece.",
    "RFC 9218, 5",
  ],
  [
    "range",
    "The browser wants only this part of the file.",
    "The server answers 206 with the part, or 200 with the whole file.",
    "RFC 9110, 14.2",
  ],
  [
    "referer",
    "The page with the link, form or script. (The standard misspells the word.)",
    "The Referrer-Policy of that page decides how much of its address is sent.",
    "RFC 9110, 10.1.3",
  ],
  [
    "sec-ch-ua",
    "The brands of the browser, each with its major version.",
    "One brand is invented, so that servers do not rely on a fixed list.",
    "Client Hints, Sec-CH-UA",
  ],
  [
    "sec-ch-ua-mobile",
    (value) =>
      value === "?1" ? "The browser prefers a page for mobile devices." : "The browser prefers a page for desktops.",
    "?1 is true and ?0 is false in a structured header.",
    "Client Hints, Sec-CH-UA-Mobile",
  ],
  [
    "sec-ch-ua-platform",
    "The operating system of the browser.",
    "Only browsers based on Chromium send it.",
    "Client Hints, Sec-CH-UA-Platform",
  ],
  [
    "sec-ch-*",
    "A fact about the browser or the device.",
    "The server asked for it with Accept-CH in an earlier response.",
    "RFC 8942, 3.1",
  ],
  [
    "sec-fetch-dest",
    (value) => (value === "empty" ? "A script reads the answer." : `The browser uses the answer as: ${value}.`),
    "A server can refuse an image request for a page, for example.",
    "Fetch Metadata, Sec-Fetch-Dest",
  ],
  [
    "sec-fetch-mode",
    (value) => (value === "navigate" ? "The browser opens a page." : "A script or a part of a page sent the request."),
    "The value is the mode of the request in the Fetch standard, such as cors or no-cors.",
    "Fetch Metadata, Sec-Fetch-Mode",
  ],
  [
    "sec-fetch-site",
    "Whether the request comes from this site or from another one. A script cannot forge this header.",
    "none means that the user started it, for example in the address bar.",
    "Fetch Metadata, Sec-Fetch-Site",
  ],
  [
    "sec-fetch-storage-access",
    "Whether the request may carry cookies that the browser withholds from third parties.",
    "none means no, inactive means that the server can ask for them, and active means yes.",
    "MDN, Sec-Fetch-Storage-Access",
  ],
  [
    "sec-fetch-user",
    "A click or a key press started the request.",
    "Browsers send it only when they open a page.",
    "Fetch Metadata, Sec-Fetch-User",
  ],
  [
    "sec-gpc",
    "The user asks sites not to sell or share personal data.",
    "Some laws oblige sites to obey it.",
    "Global Privacy Control, Sec-GPC",
  ],
  [
    "sec-purpose",
    "The browser loads this ahead of time, because the user may need it soon.",
    "The user may never see the answer.",
    "Fetch, Sec-Purpose header",
  ],
  [
    "te",
    "The transfer codings and trailers that the client accepts.",
    "It is about this connection only.",
    "RFC 9110, 10.1.4",
  ],
  [
    "transfer-encoding",
    "The body arrives in chunks, so the client need not know its length at the start.",
    "A request with this header has no Content-Length.",
    "RFC 9112, 6.1",
  ],
  [
    "sec-websocket-extensions",
    "The extensions that the client offers for the messages, such as their compression.",
    "A server that accepts none leaves this header out of its answer.",
    "RFC 6455, 11.3.2",
  ],
  [
    "sec-websocket-key",
    "16 random bytes. The answer must contain a hash of them.",
    "So the client knows that the server speaks WebSocket, and that no cache answered.",
    "RFC 6455, 11.3.1",
  ],
  ["sec-websocket-version", "The version of the WebSocket protocol.", "13 is the only one in use.", "RFC 6455, 11.3.5"],
  [
    "upgrade",
    "The client would like to change to another protocol on this connection.",
    "A server that agrees answers 101.",
    "RFC 9110, 7.8",
  ],
  [
    "upgrade-insecure-requests",
    "The browser prefers HTTPS.",
    "The server may redirect it to the HTTPS address of the page.",
    "Upgrade Insecure Requests, header",
  ],
  [
    "user-agent",
    "The name of the browser. For historical reasons it includes the names of other browsers.",
    "A client can send any text here, so it proves nothing.",
    "RFC 9110, 10.1.5",
  ],
  ["via", "The proxies through which the request came.", "Each proxy adds itself at the end.", "RFC 9110, 7.6.3"],
  [
    "x-forwarded-for",
    "A proxy names the address of the client.",
    "A client can send the header too, so a server trusts it only from its own proxy.",
    "MDN, X-Forwarded-For",
  ],
  [
    "x-forwarded-host",
    "A proxy names the Host that the client asked for.",
    "A client can send the header too, so a server trusts it only from its own proxy.",
    "MDN, X-Forwarded-Host",
  ],
  [
    "x-forwarded-proto",
    "A proxy tells whether the client used http or https.",
    "A client can send the header too, so a server trusts it only from its own proxy.",
    "MDN, X-Forwarded-Proto",
  ],
];
