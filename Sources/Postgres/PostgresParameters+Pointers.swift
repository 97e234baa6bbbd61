extension PostgresParameters {
  /// Lends the parameters in the form that libpq takes.
  func withPointers<R>(
    _ body: (
      _ count: CInt, _ values: UnsafePointer<UnsafePointer<CChar>?>, _ lengths: UnsafePointer<CInt>,
      _ formats: UnsafePointer<CInt>
    ) -> R
  ) -> R {
    // Never empty, so that there is an address even without parameters.
    unsafe (bytes + [0]).withUnsafeBytes { buffer in
      let base = unsafe buffer.bindMemory(to: CChar.self).baseAddress
      let values = unsafe offsets.map { offset -> UnsafePointer<CChar>? in
        guard let offset, let base = unsafe base else { return nil }
        return unsafe base + offset
      }
      return unsafe body(CInt(offsets.count), values, lengths, formats)
    }
  }
}
