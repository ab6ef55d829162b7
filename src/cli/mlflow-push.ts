import { MlflowClient } from '../train/runs/mlflow-client.ts'
import { type PushedRun, pushRun } from '../train/runs/push-run.ts'
import { findRun, readEpochs } from '../train/runs/run-record.ts'

export interface PushTarget {
  /** Address of the tracking server. */
  readonly mlflow: string
  readonly experiment: string
}

/**
 * Copy a kept run to an MLflow server.
 *
 * @throws {@link NotFoundError} when there is no such run.
 * @throws {@link ParameterError} when the address is none.
 * @throws {@link TransportError} when the server cannot be reached or refuses.
 */
export async function pushToMlflow(root: string, id: string, { mlflow, experiment }: PushTarget): Promise<PushedRun> {
  const client = new MlflowClient({ url: mlflow, authorization: authorization() })
  const run = await findRun(root, id)
  return pushRun(client, experiment, run, await readEpochs(root, run.id))
}

/** As MLflow's own clients take it from the environment. */
function authorization(): string | undefined {
  const {
    MLFLOW_TRACKING_TOKEN: token,
    MLFLOW_TRACKING_USERNAME: user,
    MLFLOW_TRACKING_PASSWORD: password,
  } = process.env
  if (token !== undefined) return `Bearer ${token}`
  return user === undefined ? undefined : `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`
}
