/** What data sets call the recordings of a machine that is well. */
const USUAL_NAMES = ['ok', 'normal', 'healthy', 'good']

/** Those of the labels that mean, by their usual names, that all is well; none where no name is usual. */
export function usualNormalLabels(labels: readonly string[]): string[] {
  return labels.filter((label) => USUAL_NAMES.includes(label.toLowerCase()))
}
