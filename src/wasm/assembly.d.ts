/** A module of AssemblyScript, compiled when the page is built: its binary in base64. */
declare module '*?assembly' {
  const base64: string;
  export default base64;
}
