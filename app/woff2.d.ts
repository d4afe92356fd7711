/** The address that the build gives a font's file. */
declare module "*.woff2" {
  const url: string;
  export default url;
}
