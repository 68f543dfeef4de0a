// A progress bar on a terminal. On another stream it prints nothing.

const WIDTH = 30;

/** `total` may be unknown. Then the bar only counts. */
export function progressBar(stream, total) {
  if (!stream.isTTY) return { update() {}, end() {} };
  return {
    update(done) {
      const share = total ? Math.min(done / total, 1) : 0;
      const filled = Math.round(share * WIDTH);
      const bar = total ? `${"█".repeat(filled)}${"░".repeat(WIDTH - filled)} ${Math.round(share * 100)} % ` : "";
      stream.write(`\r\x1b[K${bar}${done.toLocaleString("en")} candidates`);
    },
    end() {
      stream.write("\r\x1b[K");
    },
  };
}
