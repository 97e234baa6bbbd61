import Testing

struct SwiftRuleTests {
  private func lines(_ rule: (SourceFile) -> [Finding], _ text: String, in folder: String = "Sources/Domain") -> [Int] {
    rule(SourceFile("\(folder)/A.swift", text)).map(\.line)
  }

  @Test func commentsAndStringsAreNotCode() {
    let text = ##"""
      let a = "try! \(b ?? "fatalError(") \(c(try! d))" // try!
      /* try! /* nested */ try! */ let e = #"\(try!) \#(f)"#
      let g = /"try!/ ; let h = i / j / try! k
      let l = """
        try! "quoted" \( m )
        """
      """##
    let code = CodeMask.mask(text)
    #expect(code.utf8.count == text.utf8.count)
    let rows = code.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(rows.map { $0.ranges(of: "try!").count } == [1, 0, 1, 0, 0, 0])
    #expect(!code.contains("fatalError"))
    #expect(rows[1].contains(" f "))
    #expect(rows[4].contains(" m "))
  }

  @Test func aLongFileIsNamed() {
    let longest = String(repeating: "\n", count: SwiftRules.longestFile)
    #expect(lines(SwiftRules.shortFiles, longest).isEmpty)
    #expect(lines(SwiftRules.shortFiles, longest + "\n") == [SwiftRules.longestFile + 1])
  }

  @Test(arguments: [
    "func long(a: () -> Void = { }) {", "init?(b: Int) {", "subscript(c: Int) -> Int {", "deinit {",
    "func d<T>() async throws\n  where T: Sendable {",
  ])
  func aLongFunctionIsNamed(head: String) {
    let head = "protocol P {\n  func e() -> Int\n  init(f: Int)\n}\n  \(head)\n"
    let rows = head.count { $0 == "\n" } - 4
    let fill = { String(repeating: "    if \"}\" == g { }\n", count: $0) }
    #expect(lines(SwiftRules.shortFunctions, head + fill(SwiftRules.longestFunction - rows - 1) + "  }").isEmpty)
    #expect(lines(SwiftRules.shortFunctions, head + fill(SwiftRules.longestFunction - rows) + "  }") == [5])
  }

  @Test(arguments: ["try! a()", "fatalError()", "struct A: @unchecked Sendable {}", "nonisolated(unsafe) var a = 1"])
  func aTrapOrLoopholeNeedsItsReason(code: String) {
    #expect(lines(SwiftRules.reasons, "let b = 1\n\(code)") == [2])
    #expect(lines(SwiftRules.reasons, code) == [1])
    #expect(lines(SwiftRules.reasons, "// because it holds\n\(code)").isEmpty)
    #expect(lines(SwiftRules.reasons, "// because\n\n\(code)") == [3])
  }

  @Test(arguments: ["Task { a() }", "let b = Task(priority: .high) {", "Task.detached { a() }", "return Task {"])
  func aTaskOnItsOwnNeedsItsReason(code: String) {
    #expect(lines(SwiftRules.bareTasks, code) == [1])
    #expect(lines(SwiftRules.bareTasks, "  // nobody waits, because\n  \(code)").isEmpty)
    #expect(lines(SwiftRules.bareTasks, code, in: "Tests/DomainTests").isEmpty)
  }

  @Test(arguments: ["group.addTask { a() }", "Task.isCancelled", "var task: Task<Void, Never> { a }", "// Task { }"])
  func otherTasksAreFine(code: String) {
    #expect(lines(SwiftRules.bareTasks, code).isEmpty)
  }

  @Test func unsafeCodeOutsideTheDoorsIsNamed() {
    let text = "let a = unsafe b.pointee\n// unsafe c\nnonisolated(unsafe) let d = 1"
    #expect(lines(SwiftRules.unsafeCode, text) == [1])
    #expect(lines(SwiftRules.unsafeCode, text, in: "Sources/Postgres").isEmpty)
    #expect(lines(SwiftRules.unsafeCode, text, in: "Tests/CurlTests").isEmpty)
    let reasoned = SourceFile("Sources/Console/SecretInput.swift", "// because\nunsafe a()\nunsafe b()")
    #expect(SwiftRules.unsafeCode(reasoned).map(\.line) == [3])
  }

  @Test func printingOutsideCommandsIsNamed() {
    let text = "print(1)\nconsole.print(2)\nfingerprint(3)\n  debugPrint(4)"
    #expect(lines(SwiftRules.printing, text) == [1, 4])
    #expect(lines(SwiftRules.printing, text, in: "Sources/AgentApp").isEmpty)
    #expect(lines(SwiftRules.printing, text, in: "Tests/DomainTests").isEmpty)
  }

  @Test func publicDeclarationsAreNamed() {
    #expect(lines(SwiftRules.publicCode, "package struct A {}\n  public static func b() {}\nlet c = open(d)") == [2])
  }
}
