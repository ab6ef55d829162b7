import { workerData } from 'node:worker_threads'
import { type WatchOrder, watchHeart } from './heart-watch.ts'

// The whole program of a thread that does nothing but watch.

const order: WatchOrder = workerData
watchHeart(order)
