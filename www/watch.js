// Where the time of a page goes: on the network, in the check, in JSON.parse.
//
// The package tells of an answer when all its bytes are there, and of a page when its records are objects. In between it
// checks and parses; the engine's parser is timed by standing before it, which a page that is a demo may do.

export class Watch {
  #parse = 0;
  #answered = 0;
  #laps = [];

  constructor() {
    const parse = JSON.parse;
    JSON.parse = (...parameters) => {
      const began = performance.now();
      try {
        return parse(...parameters);
      } finally {
        this.#parse += performance.now() - began;
      }
    };
  }

  /** A new walk begins; of the one before, a page that nobody took may be left. */
  reset() {
    this.#laps = [];
  }

  /** For `on_event`. */
  tell = ({ type, duration_ms }) => {
    if (type === "response") {
      this.#answered = performance.now();
      this.#parse = 0;
    }
    if (type === "page") {
      const worked = performance.now() - this.#answered;
      this.#laps.push({ network: duration_ms, check: Math.max(0, worked - this.#parse), parse: this.#parse });
    }
  };

  /** Of the page that comes next; pages come in the order of their events, one may be ahead. In milliseconds. */
  lap() {
    return this.#laps.shift();
  }
}
