// A module that is not Earshot: it doubles what comes in and answers one direct method.
import iot from 'azure-iot-device'
import transport from 'azure-iot-device-mqtt'

const client = await iot.ModuleClient.fromEnvironment(transport.Mqtt)
await client.open()
client.on('inputMessage', (_input, message) => {
  const doubled = 2 * JSON.parse(message.getBytes().toString())
  client.sendOutputEvent('doubled', new iot.Message(JSON.stringify(doubled)), () => client.complete(message))
})
client.onMethod('ping', (_request, response) => response.send(200, 'pong'))
