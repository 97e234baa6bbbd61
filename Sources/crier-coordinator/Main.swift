import Console
import CoordinatorApp

@main
enum Main {
  static func main() async { await CommandLineMain.run(Coordinator.self) }
}
