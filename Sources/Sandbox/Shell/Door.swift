import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore

/// HTTP/1.1 and 2 over TLS, with a keeper at the door who may turn new connections away.
struct Door: ServerChildChannel {
  let inner: HTTP2UpgradeChannel
  let site: Site

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP2UpgradeChannel.Value> {
    inner.setup(channel: channel, logger: logger)
  }

  func handle(value: HTTP2UpgradeChannel.Value, logger: Logger) async {
    if await site.host.refuses() {
      site.connections.refuse(value.channel)
      await value.channel.cut(reset: true)
    }
    // Also for a refused connection: what was set up wants to be taken down in order.
    await inner.handle(value: value, logger: logger)
  }
}
