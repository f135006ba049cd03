/**
 * The notes on the wire, as `backend/roundtrip/wire` writes them: changes by the browser, cookies that it did not send
 * or refused, and preflights. A row is the beginning of a note, or of the reason in it, two sentences, and the section.
 */

/** Notes without a reason. @type {import("./explain.js").Rows} */
export const CHANGES = [
  [
    "method ",
    "The redirect has changed the method.",
    "Browsers turn a POST into a GET after 301 and 302, and every method except HEAD after 303; 307 and 308 keep it.",
    "Fetch, HTTP-redirect fetch",
  ],
  [
    "body dropped",
    "The browser does not send the body again, because the redirect made the request a GET.",
    "It also drops the headers about the body, such as Content-Type.",
    "Fetch, HTTP-redirect fetch",
  ],
  [
    "body sent again",
    "The redirect keeps the method, so the browser sends the body to the new address too.",
    "307 and 308 always do this; so does 301 or 302 for a method other than POST.",
    "Fetch, HTTP-redirect fetch",
  ],
  [
    "host ",
    "The redirect leads to another host or port.",
    "The browser chooses the cookies again for the new host, and it drops an Authorization header.",
    "Fetch, HTTP-redirect fetch",
  ],
  [
    "preflight passed",
    "The browser asked for permission first, with the OPTIONS request before this one, and got it.",
    "A page of another origin needs it for any method but GET, HEAD and POST, and for unusual headers.",
    "Fetch, CORS-preflight fetch",
  ],
  [
    "cookie added",
    "The request carries a cookie that the request before the redirect did not carry.",
    "No response of this trip has set it: only the new address fits its Domain, Path or SameSite.",
    "RFC 6265bis, 5.8.3",
  ],
  [
    "cookie changed",
    "The response above has set the cookie again, with another value, so the browser sends the new one.",
    "A cookie of the same name, domain and path replaces the old one.",
    "RFC 6265bis, 5.7",
  ],
  [
    "cookie added, stored",
    "A response of this trip has set the cookie, so the browser sends it from now on.",
    "See Set-Cookie above: this is how a site remembers a login after the redirect.",
    "RFC 6265bis, 5.8.3",
  ],
];

/** Reasons of a refused preflight. @type {import("./explain.js").Rows} */
export const PREFLIGHTS = [
  [
    "its status",
    "A preflight passes only with a status from 200 to 299.",
    "The browser does not send the request that the page wanted, and the script sees an error.",
    "Fetch, CORS-preflight fetch",
  ],
  [
    "no Access-Control-Allow-Origin",
    "The answer does not permit the origin of the page.",
    "The browser does not send the request that the page wanted, and the script sees an error.",
    "Fetch, CORS check",
  ],
  [
    "Access-Control-Allow-Origin is",
    "The answer permits another origin than that of the page.",
    "The header can name one origin only; a server that permits several answers each with its own.",
    "Fetch, CORS check",
  ],
  [
    "in Access-Control-Allow-Methods",
    "The answer does not permit the method that the page wants to use.",
    "Only GET, HEAD and POST need no entry in this list.",
    "Fetch, CORS-preflight fetch",
  ],
  [
    "in Access-Control-Allow-Headers",
    "The answer does not permit a header that the page wants to send.",
    "Only safelisted headers, such as Accept, need no entry in this list.",
    "Fetch, CORS-preflight fetch",
  ],
];

/** Reasons for which the browser did not send a cookie. @type {import("./explain.js").Rows} */
export const NOT_SENT = [
  [
    "expired",
    "The time of the cookie is over, so the browser has deleted it.",
    "Max-Age or Expires of its Set-Cookie header set that time.",
    "RFC 6265bis, 5.7",
  ],
  [
    "domain:",
    "The cookie belongs to another host, and the browser sends it only there.",
    "With a Domain attribute, it also goes to the hosts below that domain.",
    "RFC 6265bis, 5.8.3",
  ],
  [
    "Path=",
    "The path of the request is not the Path of the cookie, and not below it.",
    "The browser keeps the cookie, and sends it to paths that fit.",
    "RFC 6265bis, 5.1.4",
  ],
  [
    "Secure",
    "The cookie is Secure, and the request goes over plain HTTP to another computer.",
    "The browser keeps the cookie, and sends it over HTTPS.",
    "RFC 6265bis, 5.8.3",
  ],
  [
    "SameSite=Strict",
    "A page of another site caused the request, and the cookie is for requests of its own site.",
    "That is also true of a link from another site.",
    "RFC 6265bis, 5.2",
  ],
  [
    "SameSite=Lax",
    "A page of another site caused the request, and it is not a link that the user followed.",
    "Lax lets the cookie through only when a GET opens a page in a whole tab.",
    "RFC 6265bis, 5.6.7.1",
  ],
  [
    "Partitioned: the browser sends it only",
    "The cookie was set below another top-level site, and the browser keeps it in that compartment.",
    "A page in a frame of that site still gets it.",
    "CHIPS, 2.1",
  ],
  [
    "Partitioned: the browser does not",
    "The cookie was set on its own site, and the browser keeps it in that compartment.",
    "Below another top-level site the compartment is another one, and empty at first.",
    "CHIPS, 2.1",
  ],
  [
    "the browser blocks third-party cookies",
    "A page of another site contains this page or sent this request, and the browser withholds cookies there.",
    "It depends on the browser and its settings, and not on the cookie alone.",
    "RFC 6265bis, 7.1",
  ],
  [
    "the browser keeps third-party cookies apart",
    "The browser has a separate jar for each top-level site, and the cookie is in another one.",
    "Firefox does so by default, also for cookies without Partitioned.",
    "RFC 6265bis, 7.1",
  ],
  [
    "the page sent the request without credentials",
    "The script chose a request without cookies, or the default of fetch for another origin did.",
    "The browser then sends no cookies, and stores none from the answer.",
    "Fetch, credentials mode",
  ],
  [
    "the browser deleted it, because it keeps at most",
    "The host has too many cookies, and the browser has deleted old ones.",
    "The standard asks browsers to keep 50 of a host at least; Chromium and Firefox keep up to 180.",
    "RFC 6265bis, 6.1",
  ],
  [
    "the browser no longer has it",
    "A recorded response set the cookie, but this request lacks it without a rule that keeps it back.",
    "The user or a script has deleted it, or the browser did not store it.",
    "RFC 6265bis, 5.7",
  ],
  [
    "no recorded response set",
    "The wire saw the cookie in a request, but not the response that set it.",
    "A script may have set it, so the wire does not know its attributes.",
    "RFC 6265bis, 5.8.2",
  ],
  [
    "it has the name and value of another cookie",
    "Two cookies have the same name and value, and the request carries fewer than the browser has.",
    "A Cookie header has no Path and no Domain, so they look alike on the wire.",
    "RFC 6265bis, 5.8.3",
  ],
  [
    "the browser did not store it, because the page",
    "The page fetched the response without credentials, and then the browser ignores its Set-Cookie headers.",
    "A script can choose credentials: include, if the server permits it.",
    "Fetch, credentials mode",
  ],
  [
    "the browser did not store it, because it blocks",
    "The response came to a page of another site, and the browser stores no third-party cookies there.",
    "It depends on the browser and its settings.",
    "RFC 6265bis, 7.1",
  ],
];

/** Reasons for which the browser refused a cookie. @type {import("./explain.js").Rows} */
export const REFUSED = [
  [
    "it has a control character",
    "The name, the value or an attribute contains a control character, so the browser ignores the header.",
    "Such a character could change the meaning of the headers that later carry the cookie.",
    "RFC 6265bis, 5.6",
  ],
  [
    "Chromium refuses a tab",
    "Chromium counts a tab as a control character, and ignores the header.",
    "The standard permits a tab, and Firefox stores the cookie.",
    "RFC 6265bis, 5.6",
  ],
  [
    "it has no name and no value",
    "Name and value are both empty, so there is nothing to store.",
    "The browser ignores the header.",
    "RFC 6265bis, 5.6",
  ],
  [
    "Firefox refuses a cookie without a name",
    "The header has a value without a name.",
    "The standard permits such a cookie, and Chromium stores it.",
    "RFC 6265bis, 5.6",
  ],
  [
    "name and value are longer than",
    "The browser ignores a cookie whose name and value have more than 4096 bytes together.",
    "The standard has this limit, so that cookies fit into the headers of a request.",
    "RFC 6265bis, 5.6",
  ],
  [
    "SameSite=None needs Secure",
    "A cookie for requests from other sites must not cross the wire in clear text.",
    "The browser ignores the header until it has Secure too.",
    "RFC 6265bis, 5.7 step 19",
  ],
  [
    "Partitioned needs Secure",
    "Partitioned is only valid together with Secure.",
    "The browser ignores the header until it has both.",
    "CHIPS, 2.1",
  ],
  [
    "prefix __Host-Http-",
    "The prefix __Host-Http- promises Secure, HttpOnly, Path=/ and no Domain, and the header does not keep the promise.",
    "So a server that receives such a cookie knows that a response of its own host set it, and no script.",
    "Layered Cookies, 4.1.3.4",
  ],
  [
    "prefix __Http-",
    "The prefix __Http- promises Secure and HttpOnly, and the header does not have both.",
    "So a server that receives such a cookie knows that a response set it, and no script.",
    "Layered Cookies, 4.1.3.3",
  ],
  [
    "prefix __Host-",
    "The prefix __Host- promises Secure, Path=/ and no Domain, and the header does not keep the promise.",
    "So a server that receives such a cookie knows that no other host has set it.",
    "RFC 6265bis, 4.1.3.2",
  ],
  [
    "prefix __Secure-",
    "The prefix __Secure- promises Secure, and the header does not have it.",
    "So a server that receives such a cookie knows that it came over a secure connection.",
    "RFC 6265bis, 4.1.3.1",
  ],
  [
    "does not match",
    "The Domain of the cookie must be the host of the response, or a domain that contains it.",
    "Otherwise any host could set cookies for any other.",
    "RFC 6265bis, 5.7 step 10",
  ],
  [
    "is a public suffix",
    "A domain such as com belongs to everybody, so the browser stores no cookie for all of it.",
    "Otherwise a site could set cookies for all its neighbours.",
    "RFC 6265bis, 5.7 step 9",
  ],
  [
    "Secure, and this is not HTTPS",
    "Only a response over HTTPS, or from this computer, may set a Secure cookie.",
    "So somebody on the network cannot replace the cookies of a secure page.",
    "RFC 6265bis, 5.7 step 13",
  ],
  [
    "a Secure cookie has this name",
    "The browser already has a Secure cookie of this name, and a response over plain HTTP must not hide it.",
    "So somebody on the network cannot replace the cookies of a secure page.",
    "RFC 6265bis, 5.7 step 16",
  ],
  [
    "the page sent the request without credentials",
    "A script fetched the response without credentials, and then the browser ignores Set-Cookie.",
    "A script can choose credentials: include, if the server permits it.",
    "Fetch, credentials mode",
  ],
  [
    "the browser blocks third-party cookies",
    "The response came to a page of another site, and the browser stores no third-party cookies there.",
    "It depends on the browser and its settings.",
    "RFC 6265bis, 7.1",
  ],
  [
    "SameSite=",
    "A page of another site caused the request, and then the browser stores only cookies with SameSite=None.",
    "A response that opens a page in a whole tab is an exception.",
    "RFC 6265bis, 5.7 step 18",
  ],
];
