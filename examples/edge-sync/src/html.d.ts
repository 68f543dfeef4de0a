// wrangler imports a `.html` file as text.
declare module "*.html" {
  const text: string;
  export default text;
}
