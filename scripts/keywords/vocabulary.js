/** The 25 words in the order of the network's outputs. */
export const WORDS =
  'bed,bird,cat,dog,down,eight,five,four,go,left,nine,no,off,on,one,right,seven,six,stop,three,tree,two,up,yes,zero'.split(
    ',',
  )

export const DIGITS = 'zero,one,two,three,four,five,six,seven,eight,nine'.split(',')

/** What is said and is none of the words. Nothing here contains one of them as a syllable of its own. */
export const OTHER_SPEECH = [
  ...'hello,water,machine,table,happy,morning,pressure,window,paper,garden,music,purple,children,summer'.split(','),
  ...'engine,bearing,motor,people,yellow,house,learn,wow,sheila,marvin,visual,follow,please,thank you'.split(','),
  ...'good morning,the pump is leaking,call the workshop,what time is it,see you later,turn the lamp'.split(','),
  ...'check the valve,where is my hammer,she likes music,we had lunch,maintenance,temperature,vibration'.split(','),
]
