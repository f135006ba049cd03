/** The ends of an exchange other than a complete answer, and the verdicts of the labs. */

/** @type {import("./explain.js").Rows} */
export const OUTCOMES = [
  [
    "caught",
    "A client sent this request to your address of the panel Catch, which any client may use.",
    "The client names itself in User-Agent, which it can choose freely.",
    "RFC 9110, 10.1.5",
  ],
  [
    "aborted",
    "The client closed the connection before it had the whole answer.",
    "Examples are a click on Cancel, a closed tab, or another page that the user opened in the meantime.",
    "RFC 9112, 8",
  ],
  [
    "cut",
    "The server sent fewer bytes than its Content-Length announced, and ended the connection.",
    "The client must not take such an answer for complete: a script gets an error in place of the body.",
    "RFC 9112, 8",
  ],
  [
    "exception",
    "The view raised an exception that nobody caught.",
    "Flask turns it into a 500 and writes the traceback to the log of the server.",
    "Flask errors, unhandled exceptions",
  ],
];

/** @type {import("./explain.js").Rows} */
export const VERDICTS = [
  [
    "agrees",
    "In this case, this browser does what the standard requires.",
    "The case has run in your browser just now, and the section below has the rule.",
    "",
  ],
  [
    "may",
    "This browser does something else than the standard describes first, and the standard permits it.",
    "The row names the section that permits it; the section below has the rule.",
    "",
  ],
  [
    "differs",
    "This browser does not do what the standard requires in this case.",
    "The row has the reason where one is known; the section below has the rule.",
    "",
  ],
];
