import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore

/// HTTP/1.1 and 2 over TLS, with a keeper at the door who may turn new connections away.
struct Door: ServerChildChannel {
  let inner: HTTP2UpgradeChannel
  let site: Site

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP2UpgradeChannel.Value> {
    do {
      try channel.pipeline.syncOperations.addHandler(Farewell())
      return inner.setup(channel: channel, logger: logger)
    } catch {
      return channel.eventLoop.makeFailedFuture(error)
    }
  }

  func handle(value: HTTP2UpgradeChannel.Value, logger: Logger) async {
    guard await site.host.refuses() else { return await inner.handle(value: value, logger: logger) }
    site.connections.refuse(value.channel)
    await value.channel.cut(reset: true)
    // What was set up wants to be taken down in order.
    await inner.handle(value: value, logger: logger)
    site.connections.forget(value.channel)
  }
}

/// Closes a connection whose client has ended its side, so that a hanging call notices. Below TLS a client that
/// only ends its side awaits nothing more.
private final class Farewell: ChannelInboundHandler, Sendable {
  typealias InboundIn = NIOAny

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    context.fireUserInboundEventTriggered(event)
    if let event = event as? ChannelEvent, event == .inputClosed { context.close(promise: nil) }
  }
}
