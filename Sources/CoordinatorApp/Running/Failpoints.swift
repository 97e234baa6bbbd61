#if DEBUG
  import Console
  import Delivery
  import Glibc
  import Logging
  import Synchronization

  /// Places at which this process kills or stops itself, as tests ask: `failpoints: [body_sent=stop:3]` stops it where
  /// the third publish has been given to the connection; without words it is killed, and the first time.
  ///
  /// The signal goes to the whole process and cannot be caught, as from outside.
  final class Failpoints: Sendable {
    private struct Order: Hashable, Sendable {
      var signal: Int32
      var nth: Int
    }

    private let orders: [DebugSwitches.Failpoint: Order]
    private let passed = Mutex<[DebugSwitches.Failpoint: Int]>([:])
    private let logger: Logger

    /// Throws what is wrong in words for a person.
    init(_ words: [String], logger: Logger) throws(Complaint) {
      self.logger = logger
      var orders: [DebugSwitches.Failpoint: Order] = [:]
      for word in words {
        let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let names = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let signals = ["kill": SIGKILL, "stop": SIGSTOP]
        guard let point = names.first.flatMap(DebugSwitches.Failpoint.init(rawValue:)),
          let signal = signals[names.count == 2 ? names[1] : "kill"],
          let nth = Int(parts.count == 2 ? parts[1] : "1"), nth > 0
        else {
          let known = DebugSwitches.Failpoint.allCases.map(\.rawValue).joined(separator: ", ")
          throw Complaint(
            .usage, "There is no failpoint \(word).", remedy: "NAME[=kill|stop][:NTH]; names are: \(known).")
        }
        orders[point] = Order(signal: signal, nth: nth)
      }
      self.orders = orders
    }

    var switches: DebugSwitches {
      var switches = DebugSwitches()
      guard !orders.isEmpty else { return switches }
      switches.reach = { self.pass($0) }
      switches.pass = { self.pass($0) }
      return switches
    }

    private func pass(_ point: DebugSwitches.Failpoint) {
      guard let order = orders[point] else { return }
      let count = passed.withLock { passed in
        passed[point, default: 0] += 1
        return passed[point]
      }
      guard count == order.nth else { return }
      logger.notice("failpoint", metadata: ["name": "\(point.rawValue)"])
      kill(getpid(), order.signal)
    }
  }
#endif
