/// Who gets which connection: a limit, the idle ones, and a queue in order of arrival. Pure.
struct PoolMachine<Connection, Waiter> {
  enum Answer {
    /// Take this connection, or open one in its place.
    case granted(Connection?)
    case queued
    case closed
  }

  private let limit: Int
  /// The one used last is lent first, so that the others may age.
  private var idle: [Connection] = []
  private var queue: [(id: Int, waiter: Waiter)] = []
  private var lastID = 0
  private(set) var lent = 0
  private(set) var isClosed = false

  init(limit: Int) {
    self.limit = max(1, limit)
  }

  var waiting: Int { queue.count }

  /// A number for a request, by which it can be withdrawn.
  mutating func nextID() -> Int {
    lastID += 1
    return lastID
  }

  mutating func ask(_ id: Int, _ waiter: @autoclosure () -> Waiter) -> Answer {
    if isClosed { return .closed }
    guard lent < limit else {
      queue.append((id, waiter()))
      return .queued
    }
    lent += 1
    return .granted(idle.popLast())
  }

  /// Withdraws a request that still waits.
  mutating func withdraw(_ id: Int) -> Waiter? {
    guard let place = queue.firstIndex(where: { $0.id == id }) else { return nil }
    return queue.remove(at: place).waiter
  }

  /// Takes a connection back, or an empty place if it is of no use any more.
  ///
  /// - Returns: who waited longest; that one now has the connection, or the empty place.
  mutating func giveBack(_ connection: Connection?) -> Waiter? {
    if !queue.isEmpty { return queue.removeFirst().waiter }
    lent -= 1
    if let connection, !isClosed { idle.append(connection) }
    return nil
  }

  /// Closes; gives those who waited and the connections that nobody has.
  mutating func close() -> (waiters: [Waiter], idle: [Connection]) {
    isClosed = true
    defer {
      queue = []
      idle = []
    }
    return (queue.map(\.waiter), idle)
  }
}
