import CLibCurl
import Glibc

/// The engine's thread: takes orders, lets libcurl work, hands out what came of them, waits.
@safe final class EngineLoop {
  private let multi: UnsafeMutableRawPointer
  private let mailbox: Mailbox
  private let configuration: CurlConfiguration
  /// By the handle that works on it.
  private var active: [UInt: Transfer] = [:]
  private var idle: [EasyHandle] = []
  /// No transfer needs a look before this. It may be too early, never too late.
  private var nextLook: ContinuousClock.Instant?

  /// Handles kept for later use.
  private static let idleCap = 64
  private static let ready = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  private init(_ multi: UnsafeMutableRawPointer, _ mailbox: Mailbox, _ configuration: CurlConfiguration) {
    unsafe self.multi = unsafe multi
    self.mailbox = mailbox
    self.configuration = configuration
  }

  /// Starts a thread and returns the way into it.
  static func start(_ configuration: CurlConfiguration) throws(CurlFailure) -> Mailbox {
    guard ready == CURLE_OK, let multi = unsafe curl_multi_init() else { throw .noEngine }
    let connections = max(1, configuration.maxConnections)
    unsafe crier_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections)
    unsafe crier_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connections)
    unsafe crier_multi_set_long(
      multi, CURLMOPT_MAX_HOST_CONNECTIONS, max(1, configuration.connectionsPerHost))
    // The mailbox calls only `curl_multi_wakeup` with it, which any thread may.
    nonisolated(unsafe) let bell = unsafe multi
    let mailbox = unsafe Mailbox(bell)
    let loop = unsafe EngineLoop(multi, mailbox, configuration)
    var thread = pthread_t()
    let handedOver = unsafe Unmanaged.passRetained(loop)
    let refused = unsafe pthread_create(
      &thread, nil,
      { loop in
        if let loop = unsafe loop {
          unsafe Unmanaged<EngineLoop>.fromOpaque(loop).takeRetainedValue().run()
        }
        return nil
      }, handedOver.toOpaque())
    guard refused == 0 else {
      unsafe handedOver.release()
      loop.end()
      throw .noEngine
    }
    pthread_detach(thread)
    return mailbox
  }

  private func run() {
    blockSignals()
    while !mailbox.isClosing {
      takeMail()
      var running: Int32 = 0
      unsafe curl_multi_perform(multi, &running)
      // Always between perform and poll: a transfer that ends unread would sleep out the whole poll.
      readMessages()
      let wait = lookAtTimes()
      unsafe curl_multi_poll(multi, nil, 0, wait, nil)
    }
    for transfer in active.values { drop(transfer, .closed) }
    end()
  }

  /// Gives everything back to libcurl, then lets go on who waits for the end.
  private func end() {
    idle = []
    mailbox.end { unsafe curl_multi_cleanup(multi) }
  }

  /// Signals are for other threads, SIGPIPE for none. Look-up threads inherit this.
  private func blockSignals() {
    var all = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, nil)
  }

  private func takeMail() {
    let mail = mailbox.take()
    for order in mail.orders { begin(order) }
    if mail.lookAtCancelled {
      for transfer in active.values where transfer.isCancelled { drop(transfer, .cancelled) }
    }
  }

  private func begin(_ order: Order) {
    guard !order.cancelled.isRaised else { return order.fail(.cancelled) }
    guard let easy = idle.popLast() ?? EasyHandle() else { return order.fail(.other) }
    let transfer = Transfer(order, easy, configuration, mailbox, now: .now)
    do throws(CurlFailure) {
      try transfer.prepare(configuration)
      guard unsafe curl_multi_add_handle(multi, easy.raw) == CURLM_OK else {
        throw transfer.failure(.other)
      }
    } catch {
      return order.answer.resume(returning: .failure(error))
    }
    active[easy.key] = transfer
    nextLook = min(nextLook ?? transfer.nextLook, transfer.nextLook)
  }

  private func readMessages() {
    var left: Int32 = 0
    while let message = unsafe curl_multi_info_read(multi, &left) {
      guard unsafe message.pointee.msg == CURLMSG_DONE,
        let transfer = active[unsafe UInt(bitPattern: message.pointee.easy_handle)]
      else { continue }
      let outcome = unsafe transfer.outcome(message.pointee.data.result)
      end(transfer, outcome)
    }
  }

  /// Ends what has run out of time; returns for how many milliseconds the thread may sleep.
  private func lookAtTimes() -> Int32 {
    guard let due = nextLook, !active.isEmpty else { return 1000 }
    let now = ContinuousClock.now
    if now >= due {
      nextLook = nil
      for transfer in active.values {
        if now >= transfer.ends {
          drop(transfer, .timeout)
        } else if transfer.lapses(at: now) {
          drop(transfer, .guardRefused)
        } else {
          nextLook = min(nextLook ?? transfer.nextLook, transfer.nextLook)
        }
      }
    }
    let wait = nextLook.map { ($0 - now).wholeMilliseconds + 1 } ?? 1000
    return Int32(min(max(wait, 0), 1000))
  }

  private func drop(_ transfer: Transfer, _ code: CurlFailure.Code) {
    end(transfer, .failure(transfer.failure(code)))
  }

  /// Takes the handle back before the answer goes out, so that nothing of libcurl points at it then.
  private func end(_ transfer: Transfer, _ outcome: Result<CurlResponse, CurlFailure>) {
    unsafe curl_multi_remove_handle(multi, transfer.easy.raw)
    active[transfer.easy.key] = nil
    transfer.letGo()
    if idle.count < Self.idleCap { idle.append(transfer.easy) }
    transfer.order.answer.resume(returning: outcome)
  }
}

extension CurlFailure {
  static let noEngine = CurlFailure(
    code: .other, bytesMayHaveLeft: false, refusal: nil, status: nil, curlCode: 0, place: "engine",
    remedy: "libcurl or a thread could not be started: check memory and limits of the process.")
}
