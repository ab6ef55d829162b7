import { choice, file, flag, real, text, whole } from '../key.ts'

/** The broker that audio comes from and results go to. */
export const MQTT = {
  enabled: flag({ doc: 'Whether to take audio from, and publish results to, an MQTT broker.', default: true }),
  url: text({
    doc: 'The broker. No user or password in it: they have keys of their own.',
    default: 'mqtt://localhost:1883',
    pattern: /^(mqtts?|tcp|ssl|tls|wss?):\/\/[^\s@]+$/,
    form: 'mqtt://, mqtts://, ws:// or wss:// with host and port, without user and password',
  }),
  username: text({ doc: 'User name at the broker. Empty: none.', default: '' }),
  password: text({
    doc: 'Password at the broker. Prefer passwordFile, which no environment shows.',
    default: '',
    sensitive: true,
  }),
  passwordFile: file({ doc: 'File that holds the password: a mounted secret.', default: '' }),
  clientId: text({
    doc: 'MQTT client id; two modules with one id throw each other out. Empty: earshot- and the device id.',
    default: '',
  }),
  topicPrefix: text({
    doc: 'First level or levels of every topic.',
    default: 'earshot',
    pattern: /^[^\s/+#$][^\s/+#]*(\/[^\s/+#]+)*$/,
    form: 'topic levels without + and #, not beginning or ending with /',
  }),
  caFile: file({
    doc: 'Certificates (PEM) of the authority that signed the broker. Empty: the usual ones.',
    default: '',
  }),
  certFile: file({ doc: "This client's certificate (PEM), where the broker asks for one.", default: '' }),
  keyFile: file({ doc: 'Private key (PEM) of certFile.', default: '' }),
  rejectUnauthorized: flag({
    doc: 'Whether to refuse a broker whose certificate cannot be checked. Leave it on outside a laboratory.',
    default: true,
  }),
  keepaliveSeconds: whole({
    doc: 'How often the connection shows that it lives.',
    unit: 's',
    default: 30,
    minimum: 5,
    maximum: 3_600,
  }),
  connectTimeoutSeconds: whole({
    doc: 'How long one attempt to connect may take.',
    unit: 's',
    default: 10,
    minimum: 1,
    maximum: 120,
  }),
  reconnectMaxSeconds: whole({
    doc: 'Longest pause between two attempts; the first pauses are shorter.',
    unit: 's',
    default: 30,
    minimum: 1,
    maximum: 3_600,
  }),
  protocolVersion: choice({
    doc: 'MQTT version. auto: 5, or 4 (which is 3.1.1) where the broker refuses 5.',
    default: 'auto',
    choices: ['auto', '5', '4'],
  }),
} as const

/** Entities in Home Assistant, through its MQTT discovery. */
export const HOME_ASSISTANT = {
  enabled: flag({
    doc: 'Whether to tell Home Assistant of every source, by retained messages at the MQTT broker.',
    default: false,
  }),
  prefix: text({
    doc: "Home Assistant's discovery prefix.",
    default: 'homeassistant',
    pattern: /^[^\s/+#$][^\s/+#]*(\/[^\s/+#]+)*$/,
    form: 'topic levels without + and #, not beginning or ending with /',
  }),
  goneAfterDays: real({
    doc: 'How long a source must be silent, without an alarm standing, to be taken out of Home Assistant.',
    unit: 'days',
    default: 1,
    minimum: 0.001,
    maximum: 365,
  }),
} as const
