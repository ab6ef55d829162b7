/** All kinds of classifiers that can be trained. */
export const CLASSIFIER_KIND_NAMES = ['cnn', 'conv1d'] as const
export type ClassifierKindName = (typeof CLASSIFIER_KIND_NAMES)[number]
