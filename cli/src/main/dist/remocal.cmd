@echo off
rem Starts the remocal command with the runtime beside it; also as kubectl-remocal, which makes it `kubectl remocal`.
setlocal
set "HOME_FOLDER=%~dp0.."
"%HOME_FOLDER%\runtime\bin\java" "@%HOME_FOLDER%\app\cli.jvmargs" "-XX:AOTCache=%HOME_FOLDER%\app\app.aot" -cp "%HOME_FOLDER%\app\remocal.jar" dev.remocal.cli.Remocal %*
exit /b %ERRORLEVEL%
