// wrangler gives what is imported from `.html` as a text.
declare module "*.html" {
  const text: string;
  export default text;
}
