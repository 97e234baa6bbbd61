import CLibCurl

/// One easy handle of libcurl, used again and again. Lives on the engine's thread.
@safe final class EasyHandle {
  let raw: UnsafeMutableRawPointer

  /// Nil when libcurl has no memory.
  init?() {
    guard let raw = unsafe curl_easy_init() else { return nil }
    unsafe self.raw = raw
  }

  deinit { unsafe curl_easy_cleanup(raw) }

  /// Forgets every option and pointer; connections and addresses stay with the multi handle.
  func reset() { unsafe curl_easy_reset(raw) }

  /// What names it in libcurl's messages.
  var key: UInt { unsafe UInt(bitPattern: raw) }

  /// A number that libcurl knows about the transfer; 0 when it does not.
  func long(_ info: CURLINFO) -> Int {
    var value = 0
    _ = unsafe crier_easy_get_long(raw, info, &value)
    return value
  }

  /// A time that libcurl took, which it counts in microseconds.
  func time(_ info: CURLINFO) -> Duration {
    var value: curl_off_t = 0
    _ = unsafe crier_easy_get_offset(raw, info, &value)
    return .microseconds(value)
  }
}
