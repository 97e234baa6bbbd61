import Glibc
import NIOCore
import Synchronization

/// The open connections of one server, numbered, with the requests that each has carried.
final class Connections: Sendable {
  private struct Record {
    let number: Int
    let channel: any Channel
    var requests = 0
    var inFlight = 0
  }

  private struct State {
    var last = 0
    var open: [ObjectIdentifier: Record] = [:]
    var refused: Set<ObjectIdentifier> = []
  }

  private let state = Mutex(State())

  /// Notes the begin of a request. Returns the connection's number and the request's place on it.
  func begin(_ channel: any Channel) -> (number: Int, place: Int) {
    let connection = channel.connection
    let id = ObjectIdentifier(connection)
    let (record, isNew) = state.withLock { state in
      let isNew = state.open[id] == nil
      if isNew { state.last += 1 }
      var record = state.open[id] ?? Record(number: state.last, channel: connection)
      record.requests += 1
      record.inFlight += 1
      state.open[id] = record
      return (record, isNew)
    }
    if isNew {
      connection.closeFuture.whenComplete { [self] _ in
        state.withLock { _ = $0.open.removeValue(forKey: id) }
      }
    }
    return (record.number, record.requests)
  }

  /// Notes the end of a request.
  func end(_ channel: any Channel) {
    let id = ObjectIdentifier(channel.connection)
    state.withLock { $0.open[id]?.inFlight -= 1 }
  }

  /// Marks a connection as refused: should a request have come in already, it is not acted upon. The mark stays
  /// until forgotten, since buffered requests outlive their connection.
  func refuse(_ channel: any Channel) {
    state.withLock { _ = $0.refused.insert(ObjectIdentifier(channel.connection)) }
  }

  /// Takes the mark away when nothing of the connection is left to be handled.
  func forget(_ channel: any Channel) {
    state.withLock { _ = $0.refused.remove(ObjectIdentifier(channel.connection)) }
  }

  func isRefused(_ channel: any Channel) -> Bool {
    let id = ObjectIdentifier(channel.connection)
    return state.withLock { $0.refused.contains(id) }
  }

  /// Resets the connections on which nothing is under way.
  func resetIdle() async {
    let idle = state.withLock { $0.open.values.filter { $0.inFlight == 0 }.map(\.channel) }
    for channel in idle { await channel.cut(reset: true) }
  }
}

extension Channel {
  /// The connection below: this channel, or over HTTP/2, where it is a stream, its parent.
  var connection: any Channel {
    // A connection's parent is the listener, which has none.
    if let parent, parent.parent != nil { parent } else { self }
  }

  /// True for a stream of an HTTP/2 connection.
  var isStream: Bool { parent?.parent != nil }

  /// Ends the connection below TLS, at once: with RST, or with FIN and no word of TLS. Returns when it is closed.
  func cut(reset: Bool) async {
    let channel = connection
    if reset, let socket = channel as? any SocketOptionProvider {
      try? await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
    }
    let cutter = Cutter()
    try? await channel.pipeline.addHandler(cutter, name: Cutter.name, position: .first).get()
    // Closing from the first handler passes by TLS, which would say goodbye and wait for the other side.
    try? await channel.eventLoop.flatSubmit {
      do {
        return try channel.pipeline.syncOperations.context(name: Cutter.name).close()
      } catch {
        return channel.close()
      }
    }.get()
  }
}

/// Marks the socket's end of a pipeline.
private final class Cutter: ChannelOutboundHandler, Sendable {
  typealias OutboundIn = NIOAny
  static let name = "cutter"
}
