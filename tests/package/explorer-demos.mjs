// The states of the page that have a link, for tests and screenshots.

/** The states of `#demo=…`, and the element that shows that the state is reached. */
export const STATES = {
  empty: ".start-button",
  walking: ".page-number:text-is('14'), .runbar.walking .state:has-text('page 15'), .runbar.walking span:has-text('3,500')",
  done: ".runbar.done",
  cancelled: ".runbar.cancelled",
  error: ".band.bad",
  refused: ".band.bad",
  broken: ".band.bad",
  waiting: ".runbar.waiting",
  none: ".runbar.done",
  changed: ".runbar.done:has-text('Filters changed')",
  "wrong-input": ".band.bad",
  record: ".record .issue-text",
  searched: ".runbar.done",
  hostile: ".runbar.done",
  filtered: ".pill:has-text('Offer'), .runbar.done",
  resumed: ".runbar.done",
  "signed-out": "text=You are not signed in",
  menu: ".popover",
  keys: ".popover",
  exports: ".popover",
  code: ".popover",
};
