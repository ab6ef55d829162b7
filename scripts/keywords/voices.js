/**
 * Voices of espeak-ng: an accent with a way of speaking. A part of both is kept for the tests, so that an unheard
 * voice differs from every heard one in its way of speaking, and some in their accent too.
 */
const ACCENTS = ['en', 'en-us', 'en-gb-scotland', 'en-gb-x-gbclan', 'en-gb-x-rp', 'en-029', 'en-us-nyc']
const UNHEARD_ACCENT = 'en-gb-x-gbcwmd'

const WAYS = {
  heard: (
    'm1,m2,m4,m5,m6,m8,f1,f3,f4,Alex,Alicia,Andrea,Annie,Denis,Diogo,Gene,Hugo,Jacky,Marco,Mario,Michael,Mike,adam,' +
    'anika,antonio,belinda,benjamin,boris,caleb,david,ed,edward,iven,john,kaukovalta,linda,marcelo,max,miguel,paul,' +
    'pedro,quincy,rob,robert,sandro,shelby,steph,travis,victor,zac,klatt,klatt3,norbert,grandma'
  ).split(','),
  checked: ['m3', 'f2', 'Andy', 'Lee', 'michel', 'steph2'],
  unheard: ['m7', 'f5', 'Gene2', 'Henrique', 'aunty', 'pablo', 'grandpa', 'klatt4', 'edward2', 'iven3'],
}

/** @param part - `heard` in training, `checked` with during it, or `unheard`. */
export function voicesFor(part) {
  const accents = part === 'unheard' ? [...ACCENTS, UNHEARD_ACCENT] : ACCENTS
  return WAYS[part].flatMap((way) => accents.map((accent) => `${accent}+${way}`))
}
