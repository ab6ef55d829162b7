import { basename, resolve } from 'node:path'
import { DatasetError } from '../../errors.ts'
import { recordingsIn } from '../dataset-folder.ts'
import { usualNormalLabels } from '../normal-labels.ts'

export interface NormalRecording {
  /** Path from the root, with `/`. */
  readonly file: string
  readonly session: string
}

export interface NormalRecordings {
  readonly recordings: readonly NormalRecording[]
  /** Recordings whose paths name something else than normal. */
  readonly leftOut: number
}

/** What data sets call recordings of a machine that is not well. */
const ABNORMAL = /^(abnormal|anomal(y|ous)|fault(s|y)?|broken|damaged)$/i

/**
 * Find recordings of normal sound.
 *
 * Where folders, or the first parts of names, are called `ok`, `normal`, `healthy` or `good`, those recordings are
 * taken and all others left out; otherwise all but what is called abnormal. The folders below are the sessions.
 *
 * @param sessionPattern - Its first group, found in a recording's path, names the session instead.
 * @throws {@link DatasetError} when there is none, or the pattern does not fit.
 */
export async function findNormalRecordings(root: string, sessionPattern?: RegExp): Promise<NormalRecordings> {
  const files = await recordingsIn(root)
  const named = files.filter((file) => labelParts(file).some(isNormalName))
  const taken = named.length > 0 ? named : files.filter((file) => !labelParts(file).some((part) => ABNORMAL.test(part)))
  if (taken.length === 0) {
    throw new DatasetError(`${root} has no recordings (.wav) of normal sound; it has ${files.length} of other kinds`)
  }
  const nameOf = sessionPattern === undefined ? folderSession(root) : patternSession(sessionPattern)
  const recordings = taken.map((file) => ({ file, session: nameOf(file) }))
  return { recordings, leftOut: files.length - taken.length }
}

/** Folders, and what stands before the first `_` of the name: `normal/a.wav`, `healthy_M1.wav`. */
function labelParts(file: string): string[] {
  const parts = file.split('/')
  const name = parts.pop() ?? ''
  const prefix = /^([^_]+)_/.exec(name)?.[1]
  return prefix === undefined ? parts : [...parts, prefix]
}

function isNormalName(part: string): boolean {
  return usualNormalLabels([part]).length > 0
}

/** The folders of a recording, without those that only say "normal"; the root's name where there are none. */
function folderSession(root: string): (file: string) => string {
  const own = basename(resolve(root)) || 'recordings'
  return (file) => {
    const folders = file.split('/').slice(0, -1)
    return folders.filter((folder) => !isNormalName(folder)).join('/') || own
  }
}

function patternSession(pattern: RegExp): (file: string) => string {
  return (file) => {
    const session = pattern.exec(file)?.[1]
    if (session !== undefined && session !== '') return session
    throw new DatasetError(
      `--sessions ${pattern.source} finds no session in ${file}; it needs a group, as in "(day\\d+)"`,
    )
  }
}
