import Console
import Glibc
import ServiceLifecycle

/// Ends this process when it has not run for a while: stopped, its group frozen, or the machine asleep.
///
/// Whoever is frozen between the last check and the first byte of a request cannot be asked whether it may still leave.
/// The kernel can: its timer kills even what is stopped, and what was asleep before it runs again. So a process that
/// the others have given up does not wake to say what another has said meanwhile.
struct Watchdog: Service {
  /// How long it may not run.
  private let patience: Duration
  /// The kernel's timer. A number, as pointers are not shared; nothing is behind it here.
  private let timer: UInt

  init(patience: Duration) throws(Complaint) {
    self.patience = patience
    // It could hold a pointer, and holds none.
    var event = unsafe sigevent()
    // As above.
    unsafe event.sigev_notify = Int32(SIGEV_SIGNAL)
    // As above.
    unsafe event.sigev_signo = SIGKILL
    var timer: timer_t?
    // Both are values of this call, read and written before it returns.
    guard unsafe timer_create(CLOCK_BOOTTIME, &event, &timer) == 0 else {
      throw Complaint(.failed, "The system gives no timer to end this process if it should be frozen.")
    }
    self.timer = UInt(bitPattern: timer)
  }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        set(patience)
        try? await Task.sleep(for: patience / 8)
      }
    }
    set(.zero)
  }

  /// Puts the end off to so much later; zero: for ever.
  private func set(_ time: Duration) {
    let (seconds, fraction) = time.components
    // Four numbers, as the kernel has them: no repeat, then seconds and nanoseconds.
    var end = unsafe unsafeBitCast((0, 0, Int(seconds), Int(fraction / 1_000_000_000)), to: itimerspec.self)
    // The number of a timer that lives as long as the process, and a value of this call.
    unsafe timer_settime(timer_t(bitPattern: timer), 0, &end, nil)
  }
}
