/** What went wrong, said at once to those who listen to the page. Nothing while all goes well. */
export function Problem({ text }: { readonly text: string }) {
  return text ? (
    <p class="problem" role="alert">
      {text}
    </p>
  ) : null
}
